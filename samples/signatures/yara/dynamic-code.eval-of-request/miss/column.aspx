<%@ Page Language="C#" AutoEventWireup="true" CodeBehind="Entries.aspx.cs" Inherits="Contoso.Web.EntriesPage" %>
<asp:Repeater ID="Rows" runat="server"><ItemTemplate>
  <td><%# Eval("Title") %></td><td><%# Eval(Request.QueryString["column"].ToString()) %></td>
</ItemTemplate></asp:Repeater>
