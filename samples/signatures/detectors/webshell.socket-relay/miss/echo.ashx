<%@ WebHandler Language="C#" Class="Echo" %>
public class Echo : IHttpHandler {
  public void ProcessRequest(HttpContext c) { if (c.IsWebSocketRequest) c.AcceptWebSocketRequest(Talk); }
  async Task Talk(AspNetWebSocketContext c) { var r = await c.WebSocket.ReceiveAsync(part, none); await c.WebSocket.SendAsync(part, r.MessageType, true, none); }
}