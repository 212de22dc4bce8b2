/** A line that the kernel or tc refuses, with what tc writes on stderr: the batch stops there with exit code 1. */
export class TcRefusal extends Error {
  override readonly name = 'TcRefusal';
}

/** A refusal with the kernel's own words. */
export const refuse = (words: string): never => {
  throw new TcRefusal(`Error: ${words}.`);
};

/** A refusal of a filter, which tc words twice. */
export const refuseFilter = (words: string): never => {
  throw new TcRefusal(`Error: ${words}.\nWe have an error talking to the kernel`);
};

/** A refusal with an error number only. */
export const refuseErrno = (words: 'No such file or directory' | 'File exists' | 'Invalid argument'): never => {
  throw new TcRefusal(`RTNETLINK answers: ${words}`);
};
