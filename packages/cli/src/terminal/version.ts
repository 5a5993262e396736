/** Version of this program: the one of its package, which a test compares. Written here so that a single file knows it too. */
export const CLI_VERSION = '0.1.0';
