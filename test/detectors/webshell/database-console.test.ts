import detector from '../../../src/detectors/webshell/database-console.js';
import { testDetector } from '../../helpers/detector-tester.js';
import { classicPage, csharpPage } from './inline-page.js';
import { webSample } from './web-sample.js';

const sample = webSample(detector.id);

testDetector(detector, {
  hits: [
    {
      name: 'statement and connection of text boxes',
      input: sample('hit/query.aspx.split'),
      detections: [
        { message: 'console', at: { label: 'sink', line: 5 } },
        { message: 'statement', at: { label: 'sink', line: 6 } },
      ],
    },
    {
      name: 'statement and connection of one form, in classic ASP',
      input: classicPage(
        'Set r = Server.CreateObject("ADODB.Recordset")',
        'r.Open Request("statement"), Request("connection")',
        'Response.Write r.GetString',
      ),
      detections: [
        { message: 'statement', at: { label: 'sink', line: 3 }, severity: 'low' },
        { message: 'console', at: { label: 'sink', line: 3 }, severity: 'medium' },
      ],
    },
    {
      name: 'commands through the database',
      input: sample('hit/shell.asp.split'),
      detections: [{ message: 'shell', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    {
      name: 'commands through a database of WebMatrix',
      input: csharpPage(
        'var db = Database.Open("Warehouse");',
        'db.Query("EXEC master.dbo.xp_cmdshell \'" + Request["note"] + "\'");',
      ),
      detections: [{ message: 'shell', at: { label: 'sink', line: 3 }, severity: 'high' }],
    },
    {
      name: 'statements of a text box, given to a data source',
      input: csharpPage('var source = new SqlDataSource();', 'source.SelectCommand = Request["q"];'),
      detections: [{ message: 'statement', at: { label: 'sink', line: 3 }, severity: 'medium' }],
    },
  ],
  misses: [
    {
      name: 'an uploaded sheet that is read as a table, with statements of the page',
      input: csharpPage(
        'var path = Server.MapPath("~/Files/") + Path.GetFileName(Request.Files[0].FileName);',
        'var sheet = new OleDbConnection("Provider=A;Data Source=" + path);',
        'var found = new SqlCommand("EXEC find " + Request["q"], connection);',
      ),
      looksAlike: true,
    },
    {
      name: 'a statement of the page for a data source, with a word of the request',
      input: csharpPage(
        'var source = new SqlDataSource();',
        'source.SelectCommand = "SELECT * FROM Items WHERE Name LIKE \'" + Request["q"] + "%\'";',
      ),
      looksAlike: true,
    },
    {
      name: 'a parameter of a statement for a database of WebMatrix',
      input: csharpPage(
        'var db = Database.Open("Warehouse");',
        'db.Query("SELECT * FROM Items WHERE Name = @0", Request["q"]);',
      ),
      looksAlike: true,
    },
    {
      name: 'an installer that asks for the connection, and runs statements of its own',
      input: classicPage(
        'Set c = Server.CreateObject("ADODB.Connection")',
        'c.Open Request("connection")',
        'c.Execute "create table settings (id int)"',
      ),
      looksAlike: true,
    },
    {
      name: 'a command that is run by its bare name, within another call',
      input: classicPage(
        'Set c = Server.CreateObject("ADODB.Command")',
        'c.Parameters("n").Value = Request("name")',
        'Set r = Server.CreateObject("ADODB.Recordset")',
        'r.Open(c.Execute)',
      ),
      looksAlike: true,
    },
    {
      name: 'a prepared command with parameters, whose rows are read',
      input: classicPage(
        'Set c = Server.CreateObject("ADODB.Command")',
        'c.Parameters.Append c.CreateParameter("n", 200, 1, 50, Request("name"))',
        'Set r = Server.CreateObject("ADODB.Recordset")',
        'r.Open c.Execute',
      ),
      looksAlike: true,
    },
    {
      name: 'an old export: the file by its name, and a statement of the page’s own with a value',
      input: classicPage(
        'Set c = Server.CreateObject("ADODB.Connection")',
        'c.Open "Data Source=" & Server.MapPath(Request("file"))',
        'c.Execute "insert into t values (\'" & Request("mail") & "\')"',
      ),
      looksAlike: true,
    },
    {
      name: 'a set-up page that tries out a connection and asks whether its tables are there',
      input: csharpPage(
        'var c = new System.Data.SqlClient.SqlConnection(Request.Form["connection"]); c.Open();',
        'new System.Data.SqlClient.SqlCommand("select count(*) from sys.tables where name like \'" + Request.Form["prefix"] + "%\'", c).ExecuteScalar();',
      ),
      looksAlike: true,
    },
    { name: 'statement with a value of the request', input: sample('miss/search.aspx'), looksAlike: true },
    { name: 'statement with a parameter', input: sample('miss/parameter.aspx'), looksAlike: true },
  ],
});
