const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Most common first: texts are drawn with a bias to the front, as in real prose. */
export const NOUNS = list(`
  test file function module request handler config session index cache client server error value type record line
  query table token user event stream buffer parser schema worker queue lock batch offset cursor snapshot chunk
  header payload route migration column transaction retry timeout backoff webhook ledger invoice balance account
  order cart checkout payment refund receipt shipment warehouse sensor reading gauge sample histogram metric span
  trace log alert dashboard chart legend axis tooltip panel sidebar drawer dialog button label form field validator
  formatter serializer encoder decoder codec checksum digest signature nonce secret key certificate issuer tenant
  role policy permission scope grant audit quota limit throttle bucket window interval schedule cron job pipeline
  stage artifact image layer volume mount container pod node cluster replica shard partition segment page block
  tree leaf branch root edge vertex graph path walk visitor pattern matcher token lexer grammar rule symbol operand
  register opcode frame stack heap arena pool allocator pointer slice array map set tuple struct enum trait
  interface class method getter setter closure callback promise future channel semaphore mutex barrier atomic
  fixture mock stub harness runner assertion snapshot coverage benchmark profile flamegraph regression release
  changelog version tag commit branch merge rebase conflict diff patch hunk review comment thread mention draft
  template partial layout theme palette colour font glyph icon sprite texture shader mesh camera scene viewport
  pixel kernel filter blur mask gradient curve spline anchor handle gesture pointer scroll focus shortcut menu
  locale currency timezone calendar holiday weekday quarter budget forecast estimate margin discount coupon
  voucher subscription renewal trial plan upgrade downgrade seat license contract clause signature notary
  harbour lantern meadow orchard quarry compass anchor beacon ferry bridge tunnel turbine valve piston gasket
  bearing rotor stator antenna relay fuse breaker inverter battery panel meter probe beaker pipette centrifuge`);

export const VERBS = list(`
  read write check update return parse load store send receive handle build run add remove find match merge split
  wrap emit skip drop keep hold release acquire lock unlock open close flush sync commit revert apply replay retry
  resolve reject cancel abort pause resume start stop restart watch poll scan sweep index search filter sort group
  count sum average sample measure record trace log report notify alert escalate assign schedule defer queue batch
  chunk stream pipe buffer cache evict invalidate refresh rotate sign verify encrypt decrypt hash encode decode
  serialize render draw paint layout measure clip scroll focus blur select toggle expand collapse drag resize
  validate sanitize escape trim pad format localize translate migrate backfill reconcile dedupe compact prune archive
  restore export import clone fork rebase tag publish deploy promote rollback provision seed mount attach detach
  connect dial accept listen bind route proxy balance throttle limit allow deny grant revoke audit redact`);

export const ADJECTIVES = list(`
  same new old first last next wrong missing empty stale fresh slow fast flaky stable local remote shared private
  public nested flat sorted unique duplicate partial complete optional required default custom internal external
  idle busy open closed pending failed skipped cached dirty clean strict loose lazy eager async concurrent atomic
  idempotent monotonic bounded unbounded sparse dense verbose silent hidden visible active inactive expired valid
  invalid signed unsigned raw parsed encoded escaped quoted trailing leading outer inner upper lower upstream
  downstream durable volatile immutable mutable pure implicit explicit generic typed untyped portable legacy`);

export const PLAIN = list(`
  because although before after while until unless whenever so then still again once twice rarely usually never
  only also just even rather instead together apart earlier later today yesterday probably certainly perhaps
  clearly safely quietly cheaply exactly roughly mostly barely directly eventually immediately`);

/** Suffixes that make several thousand more identifiers out of the nouns. */
export const ROLES = list(
  `Service Store Client Handler Manager Factory Builder Reader Writer Loader Parser Cache Queue Pool Index Table
   Options Config State Context Error Result Record Entry Item List Map Set Id Key Path Name Count Size Ms Bytes`,
);

export const FOLDERS = list(
  `src lib app core api web server client internal pkg cmd packages services modules components hooks utils adapters
   handlers models routes jobs workers storage auth billing search ingest export tests fixtures scripts docs`,
);
