<%
Set f = fso.OpenTextFile(Server.MapPath("count.txt"), 2)
f.Write CStr(Application("count"))
language = Request.ServerVariables("HTTP_ACCEPT_LANGUAGE")
%>
