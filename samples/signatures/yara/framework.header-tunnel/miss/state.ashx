<%@ WebHandler Language="C#" Class="State" %>
if (context.Request.Headers["X-State"] == "READ") context.Session["seen"] = true;
