<%
t = Chr(77) & Chr(97) & Chr(105) & Chr(108)
Response.Write t & Request("id")
%>
