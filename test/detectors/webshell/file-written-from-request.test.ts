import detector from '../../../src/detectors/webshell/file-written-from-request.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage, inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'path and content of the request',
      input: sample('hit/chosen.aspx.split'),
      detections: [{ message: 'chosen', at: { label: 'source', line: 7 } }],
    },
    {
      name: 'an editor of pages in JScript.NET, which is no old application',
      input: inlinePage(
        'aspx',
        '<%@ Page Language="JScript" %><% var f = new ActiveXObject("Scripting.FileSystemObject"); f.CreateTextFile(Server.MapPath("pages/" + Request["p"])).Write(Request["c"]); %>',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink' }, severity: 'medium' }],
    },
    {
      name: 'a page with content of the request',
      input: sample('hit/page.asp.split'),
      detections: [{ message: 'script', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'upload beside the page',
      input: sample('hit/beside.aspx.split'),
      detections: [{ message: 'unchecked', at: { label: 'sink', line: 5 }, severity: 'medium' }],
    },
    {
      name: 'body by way of a stream',
      input: sample('hit/stream.asp.split'),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'settings that the server obeys',
      input: sample('hit/settings.ashx.split'),
      detections: [{ message: 'script', at: { label: 'sink', line: 7 } }],
    },
    {
      name: 'a page with content of the request, shown before, that no other file of an application is part of',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'Response.Write f.OpenTextFile(Server.MapPath("banner.asp"), 1).ReadAll',
        'Set t = f.CreateTextFile(Server.MapPath("banner.asp"), True)',
        't.Write Request("text")',
      ),
      detections: [{ message: 'script', at: { label: 'sink', line: 5 }, severity: 'high' }],
    },
    {
      name: 'editor of one page of an application',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nshown = f.OpenTextFile(Server.MapPath("../banner.asp"), 1).ReadAll\r\nSet t = f.CreateTextFile(Server.MapPath("../banner.asp"), True)\r\nt.Write Request("text") %>\r\n<textarea><%= shown %></textarea>',
      ),
      detections: [{ message: 'script', at: { label: 'sink', line: 6 }, severity: 'low' }],
    },
    {
      name: 'part of an application that only writes a page',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nSet t = f.CreateTextFile(Server.MapPath("../banner.asp"), True)\r\nt.Write Request("text") %>',
      ),
      detections: [{ message: 'script', at: { label: 'sink', line: 5 }, severity: 'high' }],
    },
    {
      name: 'editor of templates of an application',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet s = Server.CreateObject("ADODB.Stream")\r\ns.Open\r\ns.WriteText Request("text")\r\ns.SaveToFile Server.MapPath(Request("template")), 2 %>',
      ),
      detections: [{ message: 'chosen', at: { label: 'sink', line: 6 }, severity: 'low' }],
    },
    ...(
      [
        ['Request.BinaryRead(Request.TotalBytes)', 'Request.QueryString("name")', 'medium'],
        ['Request.Form("text")', 'Request.QueryString("name")', 'low'],
        ['"<p>" & Request.BinaryRead(Request.TotalBytes)', 'Request.QueryString("name")', 'low'],
      ] as const
    ).map(([content, name, severity]) => ({
      name: `${content} as the file in a folder that ${name} names`,
      input: classicPage(
        'Set s = Server.CreateObject("ADODB.Stream") : s.Open',
        `s.Write ${content}`,
        `s.SaveToFile Server.MapPath("files/" & ${name}), 2`,
      ),
      detections: [{ message: 'chosen' as const, at: { label: 'sink', line: 4 }, severity }],
    })),
    {
      name: 'upload under a name of no weight, which becomes a page',
      input: csharpPage(
        'var kept = Server.MapPath("~/keep/part.txt"); Request.Files[0].SaveAs(kept);',
        'System.IO.File.Move(kept, Server.MapPath("~/keep/part.ashx"));',
      ),
      detections: [{ message: 'renamed', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
  ],
  misses: [
    {
      name: 'a page of the application, put in the place of another',
      input: csharpPage(
        'Request.Files[0].SaveAs(Server.MapPath("~/keep/part.txt"));',
        'System.IO.File.Copy(Server.MapPath("~/away.aspx"), Server.MapPath("~/app_offline.aspx"), true);',
      ),
      looksAlike: true,
    },
    { name: 'upload into a folder, checked', input: sample('miss/picture.aspx'), looksAlike: true },
    { name: 'upload handler of an editor', input: sample('miss/upload.ashx'), looksAlike: true },
    { name: 'guest book', input: sample('miss/guestbook.asp'), looksAlike: true },
    { name: 'editor of one style sheet', input: sample('miss/editor.aspx'), looksAlike: true },
    { name: 'upload in parts, into a folder of its own', input: sample('miss/chunks.ashx'), looksAlike: true },
    { name: 'upload class of classic ASP', input: sample('miss/upload-class.asp'), looksAlike: true },
  ],
});
