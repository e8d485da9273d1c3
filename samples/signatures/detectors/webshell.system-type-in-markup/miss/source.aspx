<%@ Page Language="C#" %>
<asp:ObjectDataSource ID="items" runat="server" TypeName="Shop.Data.Items" SelectMethod="All" />