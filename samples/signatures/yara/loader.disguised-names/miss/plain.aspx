<%@ Page Language="C#" %>
<script runat="server">
  // Names stand as they are: nothing is decoded.
  void Page_Load(object sender, EventArgs e)
  {
    System.Reflection.Assembly own = System.Reflection.Assembly.GetExecutingAssembly();
    object meter = Activator.CreateInstance(own.GetType("Meter"));
    meter.GetType().GetMethod("Count").Invoke(meter, new object[] { Request.ContentLength });
  }
</script>
