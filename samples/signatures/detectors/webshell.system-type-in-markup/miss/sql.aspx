<%@ Page Language="C#" %>
<asp:SqlDataSource ID="items" runat="server" SelectCommand="select name from items" />