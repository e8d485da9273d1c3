<%@ Page Language="C#" %>
<form runat="server"><asp:FileUpload id="Upload" runat="server" /></form>
<script runat="server">
void Keep() {
  if (Upload.PostedFile.ContentType == "image/png") Upload.SaveAs(Server.MapPath("~/Pictures/") + Path.GetFileName(Upload.FileName));
}
</script>
