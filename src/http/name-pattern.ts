import { type PatternNode, parsePattern, type Test } from './pattern-syntax.ts';

/** A regular expression on servers' names. */
export interface NamePattern {
  /** Whether it matches anywhere in the name. */
  matches(name: string): boolean;
}

const longestPattern = 255;
/** A name costs at most this many steps per character, whatever the pattern: no pattern can hold up the service. */
const mostStates = 300;

/** A state of the automaton: where a character leads (`test`), or where it goes without one (`to`). */
interface State {
  readonly test?: Test;
  readonly at?: 'start' | 'end';
  to: readonly number[];
}

/**
 * Reads a regular expression and turns it into an automaton (Thompson's), which unlike RegExp takes linear time. Case is ignored, as
 * in the databases that Nova runs on. Undefined for one that is not valid, too long, or uses what an automaton cannot have: back
 * references and look-around.
 */
export function parseNamePattern(text: string): NamePattern | undefined {
  const node = text.length > longestPattern ? undefined : parsePattern(text);
  const states: State[] = [{ to: [] }];
  const start = node === undefined ? undefined : build(node, 0, states);
  return start === undefined ? undefined : { matches: (name) => run(states, start, [...name]) };
}

/** Adds the states for a node, which go on to state `next`; answers the first of them, or undefined where they get too many. */
function build(node: PatternNode, next: number, states: State[]): number | undefined {
  if (states.length >= mostStates) return undefined;
  const add = (state: State): number => states.push(state) - 1;
  switch (node.kind) {
    case 'character':
      return add({ test: node.test, to: [next] });
    case 'anchor':
      return add({ at: node.at, to: [next] });
    case 'sequence':
      return node.parts.reduceRight<number | undefined>(
        (to, part) => (to === undefined ? to : build(part, to, states)),
        next,
      );
    case 'choice': {
      const to = node.options.map((option) => build(option, next, states));
      return to.every((each) => each !== undefined) ? add({ to }) : undefined;
    }
    case 'repeat':
      return repeat(node, next, states);
  }
}

function repeat(
  { part, min, max }: PatternNode & { kind: 'repeat' },
  next: number,
  states: State[],
): number | undefined {
  let start: number | undefined = next;
  if (max === Number.POSITIVE_INFINITY) {
    const loop: State = { to: [] };
    start = states.push(loop) - 1;
    const body = build(part, start, states);
    if (body === undefined) return undefined;
    loop.to = [body, next];
  }
  for (let count = min; count < max && max !== Number.POSITIVE_INFINITY && start !== undefined; count += 1) {
    const body = build(part, start, states);
    start = body === undefined ? undefined : states.push({ to: [body, next] }) - 1;
  }
  for (let count = 0; count < min && start !== undefined; count += 1) start = build(part, start, states);
  return start;
}

/** Walks all paths at once; state 0 is the end of the pattern. */
function run(states: readonly State[], start: number, name: readonly string[]): boolean {
  const seenAt = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  for (let position = 0; position <= name.length; position += 1) {
    const reached: number[] = [];
    const pending = [...current, start];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (index === 0) return true;
      const state = states[index]!;
      if (seenAt[index] === position || !holds(state, position, name.length)) continue;
      seenAt[index] = position;
      if (state.test === undefined) pending.push(...state.to);
      else reached.push(index);
    }
    const character = name[position] ?? '';
    current = reached.flatMap((index) => (states[index]!.test?.(character) ? states[index]!.to : []));
  }
  return false;
}

const holds = ({ at }: State, position: number, length: number): boolean =>
  at === undefined || (at === 'start' ? position === 0 : position === length);
