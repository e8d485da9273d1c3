<%@ Page Language="C#" CodeBehind="send.aspx.cs" Inherits="Site.Send" %>
<form runat="server"><asp:FileUpload id="Upload" runat="server" /></form>
<% if (Saved) { %>Thank you<% } %>
