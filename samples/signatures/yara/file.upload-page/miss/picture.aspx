<%@ Page Language="C#" %>
<script runat="server">
void Save() {
  HttpPostedFile f = Request.Files[0];
  if (Path.GetExtension(f.FileName) == ".png" && f.ContentType == "image/png") f.SaveAs(Store.NewName());
}
</script>
