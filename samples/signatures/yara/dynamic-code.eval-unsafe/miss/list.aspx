<%@ Page Language="C#" AutoEventWireup="true" CodeBehind="List.aspx.cs" Inherits="Contoso.Web.ListPage" %>
<asp:Repeater ID="Rows" runat="server"><ItemTemplate>
  <li title="<%# Eval("Name") %>"><%# Eval("Size", "{0:N0}") %></li>
</ItemTemplate></asp:Repeater>
