const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text is a UUID, in lower case: nothing else is a server's id, and nothing else is ever put into a URL or a command for one. */
export const isServerId = (text: string): boolean => uuid.test(text);
