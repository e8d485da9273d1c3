/** COM classes by programmatic identifier's beginning and by class id, as the type they are known by here. */
export function comType(identifier: string): string {
  const name = identifier
    .trim()
    .toLowerCase()
    .replace(/^(?:new|clsid):/, '')
    .replace(/[{}]/g, '');
  const known = CLASS_IDS.get(name);
  if (known !== undefined) return known;
  if (/^iis:\/\//.test(name)) return 'iisadmin';
  if (/^(?:winnt|ldap):\/\//.test(name)) return 'adsi';
  if (UPLOADERS.test(name)) return UPLOADER;
  if (/^microsoft\.applicationhost\./.test(name)) return 'iisadmin';
  // Classes of .NET that COM may make.
  if (/^system(?:\.\w+)+$/.test(name)) return name.slice(name.lastIndexOf('.') + 1);
  const plain = name.replace(/\.\d+(?:\.\d+)?$/, '');
  return plain;
}

/** Type of the components of other makers that take the files and fields of a form apart. */
export const UPLOADER = 'uploader';
const UPLOADERS =
  /^(?:persits\.upload|softartisans\.fileup|dundas\.upload|aspsmartupload\.smartupload|lyfupload\.uploadfile|abcupload\d?\.xform|w3\.upload|chili\.upload|aspupload\.\w+)(?:\.\d+)*$/;

const CLASS_IDS: ReadonlyMap<string, string> = new Map([
  ['72c24dd5-d70a-438b-8a42-98424b88afb8', 'wscript.shell'],
  ['f935dc22-1cf0-11d0-adb9-00c04fd58a0b', 'wscript.shell'],
  ['13709620-c279-11ce-a49e-444553540000', 'shell.application'],
  ['0d43fe01-f093-11cf-8940-00a0c9054228', 'scripting.filesystemobject'],
  ['00000566-0000-0010-8000-00aa006d2ea4', 'adodb.stream'],
  ['00000514-0000-0010-8000-00aa006d2ea4', 'adodb.connection'],
  ['093ff999-1ea0-4079-9525-9614c3504b74', 'wscript.network'],
  ['0e59f1d5-1fbe-11d0-8ff2-00a0d10038bc', 'scriptcontrol'],
  ['0f87369f-a4e5-4cfc-bd3e-73e6154572dd', 'schedule.service'],
  ['76a64158-cb41-11d1-8b02-00600806d9b6', 'wbemscripting.swbemlocator'],
  ['9ba05972-f6a8-11cf-a442-00a0c90a8f39', 'shell.application'],
  ['c08afd90-f2a1-11d1-8455-00a0c91f3880', 'shell.application'],
  ['49b2791a-b1ae-4c90-9b8e-e860ba07f889', 'mmc20.application'],
  ['00024500-0000-0000-c000-000000000046', 'excel.application'],
  ['000209ff-0000-0000-c000-000000000046', 'word.application'],
  ['f6d90f16-9c73-11d3-b32e-00c04f990bb4', 'msxml2.xmlhttp'],
  ['ed8c108e-4349-11d2-91a4-00c04f7969e8', 'microsoft.xmlhttp'],
  ['88d96a0b-f192-11d4-a65f-0040963251e5', 'msxml2.serverxmlhttp'],
  ['2087c2f4-2cef-4953-a8ab-66779b670495', 'winhttp.winhttprequest'],
  ['88d96a05-f192-11d4-a65f-0040963251e5', 'msxml2.domdocument'],
]);
