import { createWebContent, type WebContent } from '../../../src/formats/views/web-content.js';
import {
  type MemberSketch,
  makeAssemblyCode,
  type OperationSketch,
  type TypeSketch,
} from '../../helpers/assembly-code.js';

/** A library with these types, as it is scanned. */
export function assembly(...types: readonly TypeSketch[]): WebContent {
  return createWebContent(makeAssemblyCode('Fixture', types), { extension: 'dll' });
}

const web = (type: string, name: string, gives: string, ...takes: string[]): MemberSketch => ({
  type: `System.Web.${type}`,
  name,
  gives,
  takes,
});

/** Pushes a field of the form or query of the request whose context is argument 1. */
export function requestValue(collection: 'Form' | 'QueryString' | 'Headers', key: string): readonly OperationSketch[] {
  return [
    ['ldarg', 1],
    ['call', web('HttpContext', 'get_Request', 'System.Web.HttpRequest')],
    ['call', web('HttpRequest', `get_${collection}`, 'System.Collections.Specialized.NameValueCollection')],
    ['ldstr', key],
    [
      'call',
      {
        type: 'System.Collections.Specialized.NameValueCollection',
        name: 'get_Item',
        takes: ['string'],
        gives: 'string',
      },
    ],
  ];
}

/** A handler that answers requests with this code. */
export function handler(code: readonly OperationSketch[], ...more: TypeSketch['methods']): TypeSketch {
  return {
    name: 'Site.Picture',
    base: 'System.Object',
    interfaces: ['System.Web.IHttpHandler'],
    methods: [{ name: 'ProcessRequest', takes: ['System.Web.HttpContext'], code: [...code, 'ret'] }, ...more],
  };
}

/** A call of a static method. */
export function call(type: string, name: string, takes: readonly string[], gives = 'void'): OperationSketch {
  return ['call', { type, name, takes, gives, isStatic: true }];
}
