<%@ Page Language="C#" CodeBehind="Upload.aspx.cs" Inherits="Contoso.Web.Upload" %>
<asp:FileUpload ID="Upload1" runat="server" /> <!-- .SaveAs( is in the code behind -->
