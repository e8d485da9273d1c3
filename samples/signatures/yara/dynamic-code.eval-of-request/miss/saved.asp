<%
Set change = Server.CreateObject("ADODB.Command")
change.CommandText = "UPDATE Products SET Price = ? WHERE Id = ?"
change.Execute
If IsNumeric(Request.Form("next")) Then Response.Redirect "product.asp"
%>
