// What ASP.NET keeps of pages that it compiled.

/** Traces of product pages, and on a server with an intruder of the pages that were left there. */
export function* compiledPages({ intruder }) {
  const folder = (application) =>
    `Windows/Microsoft.NET/Framework64/v4.0.30319/Temporary ASP.NET Files/${application}/3f1b7c2a/9d04e6b1`;
  const compiled = (virtualPath, assembly) =>
    `<?xml version="1.0" encoding="utf-8"?>\r\n<preserve resultType="3" virtualPath="${virtualPath}" hash="1a2b3c4d5" filehash="8f00ab12cd34ef56" flags="110000" assembly="${assembly}" type="ASP.${virtualPath.slice(1).replace(/\W/g, '_')}">\r\n    <filedeps>\r\n        <filedep name="${virtualPath}" />\r\n    </filedeps>\r\n</preserve>\r\n`;
  yield [
    `${folder('owa')}/logon.aspx.cdcab7d2.compiled`,
    compiled('/owa/auth/logon.aspx', 'App_Web_ja3kq0vd'),
    '2022-11-09T19:44:02Z',
  ];
  yield [
    `${folder('owa')}/errorfe.aspx.cdcab7d2.compiled`,
    compiled('/owa/auth/errorFE.aspx', 'App_Web_ja3kq0vd'),
    '2022-11-09T19:44:02Z',
  ];
  if (!intruder) return;
  yield [
    `${folder('owa')}/errorew.aspx.cdcab7d2.compiled`,
    compiled('/owa/auth/errorEW.aspx', 'App_Web_p0x4ttqe'),
    '2022-11-05T02:18:03Z',
  ];
  yield [
    `${folder('root')}/q7d2k.aspx.6d1a88c4.compiled`,
    compiled('/aspnet_client/system_web/q7d2k.aspx', 'App_Web_kd0v3nsr'),
    '2022-11-06T00:51:37Z',
  ];
}
