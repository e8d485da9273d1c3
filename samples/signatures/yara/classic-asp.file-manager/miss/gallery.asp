<%
For Each f In gallery.Files
Response.Write f.Name & Request("page")
Next
%>
