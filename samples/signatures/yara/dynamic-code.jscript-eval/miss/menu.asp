<%@ Language="JScript" %>
<% var menu = eval("(" + new ActiveXObject("Scripting.FileSystemObject").OpenTextFile(Server.MapPath("/data/menu.json"), 1).ReadAll() + ")");
Response.Write(Server.HTMLEncode(menu[parseInt(Request.QueryString("id"), 10)])); %>
