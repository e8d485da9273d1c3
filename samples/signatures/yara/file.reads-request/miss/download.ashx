<%@ WebHandler Language="C#" Class="Download" %>
var document = Documents.Find(int.Parse(context.Request["id"]));
context.Response.TransmitFile(document.Path);
