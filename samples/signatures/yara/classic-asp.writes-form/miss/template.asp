<%
Set fso = Server.CreateObject("Scripting.FileSystemObject")
Set page = fso.OpenTextFile(Server.MapPath("/templates/product.html"), 1)
name = Request.QueryString("name")
Response.Write Replace(page.ReadAll, "{title}", "Products")
Response.Write name
Response.Write Server.HTMLEncode(Request("city"))
%>
