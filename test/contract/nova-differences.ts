/** What is asked and expected instead, where Nova has no such action or we are to answer otherwise. */
export interface Difference {
  readonly because?: string;
  readonly body?: string;
  readonly status?: number;
  readonly answer?: object;
}

const schemaFault = (text: string) => ({
  badRequest: { code: 400, message: `Invalid input for field/attribute ${text}` },
});
const malformed = { badRequest: { code: 400, message: 'Malformed request body' } };
const setPrio = (value: string) => `{"set-net-priority": ${value}}`;

export const differences: Readonly<Record<string, Difference>> = {
  'action-null': { because: 'a body that is null is malformed like any other', status: 400, answer: malformed },
  'action-number': { because: 'a body that is a number is malformed like any other', status: 400, answer: malformed },
  'action-body-too-large-413': {
    because: "it has Nova's shape",
    body: `{"pause": "${'x'.repeat(120_000)}"}`,
    answer: { overLimit: { code: 413, message: 'Request is too large. Larger than max_request_body_size (114688).' } },
  },
  'action-forbidden-403': {
    body: setPrio('{"prio": 3}'),
    answer: {
      forbidden: {
        code: 403,
        message: "Policy doesn't allow os_compute_api:os-libvirt-resources:set-net-priority to be performed.",
      },
    },
  },
  'action-schema-required': {
    body: setPrio('{}'),
    answer: schemaFault("set-net-priority. Value: {}. 'prio' is a required property"),
  },
  'action-schema-extra-property': {
    body: setPrio('{"prio": "3", "x": 1}'),
    answer: schemaFault(
      "set-net-priority. Value: {'prio': '3', 'x': 1}. Additional properties are not allowed ('x' was unexpected)",
    ),
  },
  'action-schema-wrong-type-null': {
    body: setPrio('null'),
    answer: schemaFault("set-net-priority. Value: None. None is not of type 'object'"),
  },
  'action-schema-wrong-type-array': {
    body: setPrio('[]'),
    answer: schemaFault("set-net-priority. Value: []. [] is not of type 'object'"),
  },
  'action-schema-wrong-type-string': {
    body: setPrio('"SOFT"'),
    answer: schemaFault("set-net-priority. Value: SOFT. 'SOFT' is not of type 'object'"),
  },
  'action-schema-wrong-type-inner': {
    body: setPrio('{"prio": true}'),
    answer: schemaFault("prio. Value: True. True is not of type 'integer'"),
  },
  'action-schema-int-minimum': {
    body: setPrio('{"prio": -1}'),
    answer: schemaFault('prio. Value: -1. -1 is less than the minimum of 0'),
  },
  'action-schema-int-float': {
    body: setPrio('{"prio": 1.5}'),
    answer: schemaFault("prio. Value: 1.5. 1.5 is not of type 'integer'"),
  },
  'action-schema-int-pattern': {
    because: 'openapi.yaml has integers, not strings with a pattern',
    body: setPrio('{"prio": "many"}'),
    answer: schemaFault("prio. Value: many. 'many' is not of type 'integer'"),
  },
  'ok-unpause-extra-argument': {
    because: 'openapi.yaml says that it takes none',
    status: 400,
    answer: schemaFault("get-cpu-priority. Value: {'anything': 1}. {'anything': 1} has too many properties"),
  },
  'ok-console-output-200': { answer: { share: 400 } },
  'ok-unpause-tenant-path-202': { because: 'our actions answer', status: 200, answer: { share: 400 } },
  'ok-unpause-reader': { because: 'our actions answer', status: 200, answer: { share: 400 } },
  'ok-pause-v2-tenant-path-202': { because: 'our actions answer', status: 200, answer: { share: 400 } },
};
