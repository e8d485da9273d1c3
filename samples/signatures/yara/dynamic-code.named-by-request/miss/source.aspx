<%@ Page Language="C#" Inherits="Contoso.Web.Grid" %>
<asp:ObjectDataSource ID="Rows" runat="server" TypeName="Contoso.Data.Rows" SelectMethod="All" />
