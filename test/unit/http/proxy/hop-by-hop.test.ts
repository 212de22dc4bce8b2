import { expect, test } from 'vitest';
import { pairsOf, withoutHopByHop } from '../../../../src/http/proxy/hop-by-hop.ts';

test('pairsOf takes a flat list of names and values apart', () => {
  expect(pairsOf(['A', '1', 'b', '2', 'A', '3'])).toEqual([
    ['A', '1'],
    ['b', '2'],
    ['A', '3'],
  ]);
});

test.each([
  ['what is hop by hop by itself', ['TE', 'trailers', 'Upgrade', 'h2c', 'A', '1'], ['A', '1']],
  ['what Connection names', ['connection', 'X-A , close', 'x-a', '1', 'X-B', '2'], ['X-B', '2']],
  ['what several Connections name', ['Connection', 'a', 'Connection', 'b', 'A', '1', 'B', '2', 'C', '3'], ['C', '3']],
  ['what names them with an underscore', ['Transfer_Encoding', 'chunked', 'A', '1'], ['A', '1']],
  [
    'not Host nor Content-Length',
    ['Connection', 'host, content-length', 'Host', 'x', 'Content-Length', '3'],
    ['Host', 'x', 'Content-Length', '3'],
  ],
])('withoutHopByHop leaves out %s', (_what, headers, left) => {
  expect(withoutHopByHop(pairsOf(headers)).flat()).toEqual(left);
});
