<%@ Page Language="C#" Inherits="Contoso.Web.Files" %>
<%= new FileList("DownloadFiles.ascx") %>
