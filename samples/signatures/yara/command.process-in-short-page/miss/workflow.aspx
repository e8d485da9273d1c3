<%@ Page Language="C#" Inherits="Contoso.Web.Flow" %>
<asp:Button ID="StartProcess" Text="Start process" runat="server" />
