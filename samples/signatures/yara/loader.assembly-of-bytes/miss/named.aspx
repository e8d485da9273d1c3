<%@ Page Language="C#" %>
<script runat="server">
  void Page_Load(object sender, EventArgs e)
  {
    // A type of an assembly that is installed, and the length of what was posted.
    object queue = System.Reflection.Assembly.Load("Contoso.Printing").CreateInstance("Contoso.Printing.Queue");
    Response.Write(queue + ": " + Request.BinaryRead(Request.ContentLength).Length);
  }
</script>
