import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { shapeFaults } from '../../../src/case/shapes/shape-faults.js';

const validate = new Ajv2020({ allErrors: true }).compile({
  type: 'object',
  required: ['servers'],
  properties: {
    servers: {
      type: 'array',
      items: { type: 'object', required: ['evidence'], properties: { evidence: {} }, additionalProperties: false },
    },
  },
});

it.each([
  [{ servers: [{ evidence: 1 }] }, ''],
  [[], 'it must be object'],
  [
    { servers: [{ paths: 1 }] },
    "at servers/0 it must have required property 'evidence', at servers/0 it must NOT have additional properties (paths)",
  ],
])('says where and what: %j', (value, told) => {
  validate(value);
  expect(shapeFaults(validate.errors)).toBe(told);
});
