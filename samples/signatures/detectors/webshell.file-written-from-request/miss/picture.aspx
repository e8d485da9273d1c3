<%@ Page Language="C#" %>
<script runat="server">
  void go_Click(object s, EventArgs e) {
    var ending = System.IO.Path.GetExtension(picked.FileName).ToLower();
    if (ending != ".jpg" && ending != ".png") return;
    picked.SaveAs(Server.MapPath("~/pictures/") + Guid.NewGuid() + ending);
  }
</script>
<form runat="server"><asp:FileUpload ID="picked" runat="server" /></form>