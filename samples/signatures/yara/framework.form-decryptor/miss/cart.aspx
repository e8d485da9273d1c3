<%@ Page Language="C#" %>
<% Session["cart"] = Carts.Load(User.Identity.Name); Response.Write(id.Substring(0, 16)); %>
