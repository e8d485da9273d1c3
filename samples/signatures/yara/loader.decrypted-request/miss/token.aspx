<%@ Page Language="C#" %>
<%
var token = cipher.CreateDecryptor(key, iv).TransformFinalBlock(body, 0, body.Length);
SignIn(Request.UserHostAddress, Encoding.UTF8.GetString(token));
%>
