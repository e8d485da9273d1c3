<%@ Page Language="C#" %>
<% if (Membership.ValidateUser(Request.Form["username"], Request.Form["password"])) FormsAuthentication.RedirectFromLoginPage(Request.Form["username"], false); %>