import detector from '../../../src/detectors/webshell/file-manager.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, inlinePage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'lists, reads and deletes',
      input: sample('hit/browse.aspx.split'),
      detections: [{ message: 'manager', at: { label: 'sink', line: 6 }, severity: 'high' }],
    },
    {
      name: 'classic ASP, lists and reads',
      input: sample('hit/browse.asp.split'),
      detections: [{ message: 'manager', at: { label: 'sink', line: 3 } }],
    },
    {
      name: 'dates a file back',
      input: sample('hit/date-back.aspx.split'),
      detections: [{ message: 'manager', at: { label: 'sink', line: 4 } }],
    },
    {
      name: 'classic ASP, copies what it is told to a drive of its own, and lists folders',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'f.CopyFile Request("folder") & Request("name"), "d:\\"',
        'Set d = f.GetFolder(Request("folder"))',
      ),
      detections: [{ message: 'manager', at: { label: 'sink', line: 4 }, severity: 'medium' }],
    },
    {
      name: 'an old application that hands out any file: a fault, and no more',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'Set t = f.OpenTextFile(Request("name"), 1)',
        'Set s = Server.CreateObject("ADODB.Stream")',
        's.LoadFromFile Request("name")',
      ),
      detections: [{ message: 'manager', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
    {
      name: 'a part of an application, which asks another of its files who is signed in',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% CheckEditor 3\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nfolder = Request("folder")\r\nSet d = f.GetFolder(folder)\r\nf.DeleteFile folder & "\\" & Request("file")\r\nSet t = f.OpenTextFile(folder & "\\" & Request("file"), 1) %>',
      ),
      detections: [{ message: 'manager', at: { label: 'sink', line: 6 }, severity: 'low' }],
    },
    {
      name: 'an include of which nothing is used does not make it one',
      input: inlinePage(
        'asp',
        '<!--#include file="../common/session.asp"-->\r\n<% Dim folder\r\nSet f = Server.CreateObject("Scripting.FileSystemObject")\r\nfolder = Request("folder")\r\nSet d = f.GetFolder(folder)\r\nf.DeleteFile folder & "\\" & Request("file")\r\nSet t = f.OpenTextFile(folder & "\\" & Request("file"), 1) %>',
      ),
      detections: [{ message: 'manager', at: { label: 'sink', line: 6 }, severity: 'high' }],
    },
    {
      name: 'an old repository of documents, below its own site',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'f.DeleteFile Server.MapPath(Request.Form("name"))',
        'Set d = f.GetFolder(Server.MapPath(Request("folder")))',
      ),
      detections: [{ message: 'manager', at: { label: 'sink', line: 4 }, severity: 'low' }],
    },
    {
      name: 'an old page that copies the database to where a form says',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'f.CopyFile Request.Form("from"), Request.Form("to")',
      ),
      detections: [{ message: 'manager', at: { label: 'sink', line: 3 }, severity: 'low' }],
    },
  ],
  misses: [
    {
      name: 'classic ASP shows the attributes of a file',
      input: classicPage(
        'Set f = Server.CreateObject("Scripting.FileSystemObject")',
        'Set g = f.GetFile(Request("name"))',
        'Response.Write g.Attributes',
      ),
      looksAlike: true,
    },
    { name: 'pictures of one folder', input: sample('miss/gallery.aspx'), looksAlike: true },
    { name: 'download by name', input: sample('miss/download.aspx'), looksAlike: true },
    { name: 'service for documents of one folder', input: sample('miss/documents.asmx'), looksAlike: true },
  ],
});
