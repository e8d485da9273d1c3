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

/** One that names a key of Microsoft, whose holder never saw it. */
export function posingAssembly(...types: readonly TypeSketch[]): WebContent {
  return createWebContent(makeAssemblyCode('Fixture', types, MICROSOFT_KEY), { extension: 'dll' });
}

/** Of ASP.NET MVC, token 31bf3856ad364e35. */
const MICROSOFT_KEY = Buffer.from(
  `0024000004800000940000000602000000240000525341310004000001000100b5fc90e7027f67871e773a8fde8938c81dd402ba65b9201d60593e96c492651e889cc13f1415ebb53fac1131ae0bd333c5ee6021672d9718ea31a8aebd0da0072f25d87dba6fc90ffd598ed4da35e44c398c454307e8e33b8426143daec9f596836f97c8f74750e5975c64e2189f45def46b2a2b1247adc3652bf5c308055da9`,
  'hex',
);

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
