<%@ WebHandler Language="C#" Class="Dispatch" %>
var name = context.Request["action"];
var method = Allowed.Contains(name) ? GetType().GetMethod("On" + name) : null;
