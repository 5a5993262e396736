/** Characters that no shell reads as anything but themselves. */
const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;
const PLAIN_POWERSHELL = /^[A-Za-z0-9_./\\:-]+$/;

/** One argument for a POSIX shell. */
export function quotePosix(argument: string): string {
  return PLAIN.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** One argument for PowerShell, which takes typographic single quotes for plain ones. */
export function quotePowerShell(argument: string): string {
  return PLAIN_POWERSHELL.test(argument) ? argument : `'${argument.replace(/['‘’‚‛]/g, '$&$&')}'`;
}
