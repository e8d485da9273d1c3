<%@ Page Language="C#" %>
<script runat="server">
void Page_Load() {
  var root = new System.DirectoryServices.DirectoryEntry("IIS://localhost/W3SVC");
  foreach (System.DirectoryServices.DirectoryEntry site in root.Children) list.Items.Add(site.Name);
}
</script>
