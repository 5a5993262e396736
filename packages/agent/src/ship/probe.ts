/** Named points on a batch's way. Tests stop the process at them; the product leaves them empty. */
export type ProbePoint = 'beforeRead' | 'afterRead' | 'beforeSend' | 'afterSend' | 'beforeAck' | 'afterAck';
