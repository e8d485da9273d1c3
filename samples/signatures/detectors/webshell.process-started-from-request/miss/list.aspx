<%@ Page Language="C#" %>
<h1>Process overview</h1><% string process = Request["process"]; Response.Write(Server.HtmlEncode(process)); var command = new SqlCommand("select 1"); %>