import { defineInputClass } from '../../model/input-class.js';
import { readXml } from '../xml/read-xml.js';
import { attribute, childrenNamed, type XmlDocument, type XmlElement } from '../xml/xml-document.js';

/** What ASP.NET noted of something that it compiled: `<page>.<hash>.compiled` in Temporary ASP.NET Files (WEB-13). */
export interface CompiledPage extends XmlDocument {
  readonly element: XmlElement;
  /** 1 assembly, 2 type, 3 template (aspx, ascx, master), 5 custom string, 6 App_Code, 7 code unit, 8 global.asax, 9 resource. */
  readonly resultType: number;
  /** URL path of the page: `/aspnet_client/zq81x.aspx`. Null for what is no page, such as App_Code. */
  readonly virtualPath: string | null;
  /** `App_Web_kd0v3nsr`; null where nothing was compiled. */
  readonly assembly: string | null;
  /** `ASP.aspnet_client_zq81x_aspx`. */
  readonly type: string | null;
  /** URL paths of the files that it was made of. */
  readonly dependencies: readonly string[];
}

export const compiledPage = defineInputClass<CompiledPage>('compiled-page');

const MAXIMUM_DEPENDENCIES = 1000;

/** Reads a `.compiled` file. Null where it holds no `<preserve>`; faults of the XML do not matter then. */
export function readCompiledPage(bytes: Uint8Array): CompiledPage | null {
  const document = readXml(bytes);
  const element = document.root;
  if (element?.name !== 'preserve') return null;
  const resultType = Number(attribute(element, 'resultType'));
  return {
    ...document,
    element,
    resultType: Number.isInteger(resultType) ? resultType : 0,
    virtualPath: attribute(element, 'virtualPath') || null,
    assembly: attribute(element, 'assembly') || null,
    type: attribute(element, 'type') || null,
    dependencies: childrenNamed(element, 'filedeps')
      .flatMap((list) => childrenNamed(list, 'filedep'))
      .slice(0, MAXIMUM_DEPENDENCIES)
      .map((dependency) => attribute(dependency, 'name') ?? ''),
  };
}
