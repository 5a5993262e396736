import type { Random } from '../random.ts';

/** Clauses in other scripts, combined at random: enough to test search in text without spaces. All our own. */
const CLAUSES: readonly { subjects: string[]; actions: string[]; tails: string[]; glue: string }[] = [
  {
    subjects: [
      '这个函数',
      '缓存层',
      '测试用例',
      '索引文件',
      '支付回调',
      '重试逻辑',
      '会话列表',
      '日志解析器',
      '数据库迁移',
      '订阅计划',
    ],
    actions: [
      '会丢失',
      '需要检查',
      '已经修复',
      '没有处理',
      '重新计算',
      '应该返回',
      '正在等待',
      '忽略了',
      '覆盖了',
      '提前释放',
    ],
    tails: [
      '最后一行数据。',
      '空字符串的情况。',
      '并发写入的顺序。',
      '时区转换的结果。',
      '超时之后的请求。',
      '重复的订单编号。',
      '过期的访问令牌。',
      '网络中断的提示。',
    ],
    glue: '',
  },
  {
    subjects: [
      'この関数は',
      'キャッシュは',
      'テストでは',
      '検索画面は',
      '請求処理は',
      '設定ファイルは',
      '接続プールは',
      '翻訳データは',
    ],
    actions: [
      '最後の行を',
      '空の配列を',
      '古い値を',
      '同じ要求を',
      '文字コードを',
      '途中の結果を',
      '期限切れの鍵を',
      '並び順を',
    ],
    tails: [
      '返していません。',
      '二回読み込みます。',
      '正しく扱えます。',
      '無視していました。',
      '待っています。',
      '直しました。',
      '確認してください。',
    ],
    glue: '',
  },
  {
    subjects: [
      '이 함수는',
      '캐시 계층은',
      '테스트가',
      '검색 색인은',
      '결제 처리기는',
      '세션 목록은',
      '설정 화면은',
    ],
    actions: ['마지막 줄을', '빈 문자열을', '중복 요청을', '오래된 값을', '시간대 변환을', '연결 오류를'],
    tails: [
      '무시합니다.',
      '다시 읽습니다.',
      '처리하지 않습니다.',
      '기다리고 있습니다.',
      '수정했습니다.',
      '확인해 주세요.',
    ],
    glue: ' ',
  },
  {
    subjects: ['Эта функция', 'Кэш запросов', 'Новый тест', 'Список сеансов', 'Обработчик платежей'],
    actions: ['не учитывает', 'теряет', 'повторно читает', 'правильно закрывает', 'проверяет'],
    tails: ['последнюю строку.', 'пустое значение.', 'часовой пояс.', 'старый ключ.', 'порядок записей.'],
    glue: ' ',
  },
  {
    subjects: ['هذه الدالة', 'ذاكرة التخزين', 'الاختبار الجديد', 'قائمة الجلسات'],
    actions: ['تتجاهل', 'تعيد', 'تنتظر', 'تحفظ'],
    tails: ['السطر الأخير.', 'القيمة الفارغة.', 'الطلب المكرر.', 'المفتاح القديم.'],
    glue: ' ',
  },
  {
    subjects: ['Η συνάρτηση', 'यह फ़ंक्शन', 'ฟังก์ชันนี้', 'Größenänderung', 'L’événement', 'Año señal'],
    actions: ['überspringt', 'σταματά', 'अंतिम पंक्ति', 'ข้ามบรรทัด', 'déjà reçu', 'façade'],
    tails: ['çok yavaş. 🚧', 'naïve Lösung. ✅', 'ångström-präzise.', '— déjà vu 🎯', '→ ½ fertig…'],
    glue: ' ',
  },
];

/** One sentence in a script other than Latin, or Latin with many marks; Chinese and Japanese most often. */
export function otherScript(random: Random): string {
  const { subjects, actions, tails, glue } = random.pickSkewed(CLAUSES);
  return [random.pick(subjects), random.pick(actions), random.pick(tails)].join(glue);
}
