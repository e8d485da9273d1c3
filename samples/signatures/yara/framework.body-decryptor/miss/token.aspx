<%@ Page Language="C#" %>
<% var etag = "0123456789abcdef"; Response.AddHeader("ETag", etag); Store.Save(Request.InputStream); %>
