// The transport agents that Exchange ships, as far as the samples need them.

/** An agents.config with agents of the product alone. */
export function agentsConfig() {
  const base = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\TransportRoles\\agents\\';
  const agents = [
    [
      'Transport Rule Agent',
      'Routing.RoutingAgent',
      'Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.TransportRuleAgentFactory',
      'Rule\\Microsoft.Exchange.MessagingPolicies.TransportRuleAgent.dll',
    ],
    [
      'Malware Agent',
      'Smtp.SmtpReceiveAgent',
      'Microsoft.Exchange.Transport.Agent.Malware.MalwareAgentFactory',
      'Antimalware\\Microsoft.Exchange.Transport.Agent.Malware.dll',
    ],
  ];
  const lines = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<configuration>',
    '  <mexRuntime>',
    '    <monitoring>',
    '      <agentExecution timeLimitInMilliseconds="90000" />',
    '    </monitoring>',
    '    <agentList>',
  ];
  for (const [name, type, factory, assembly] of agents) {
    lines.push(
      `      <agent name="${name}" baseType="Microsoft.Exchange.Data.Transport.${type}" classFactory="${factory}" assemblyPath="${base}${assembly}" enabled="true" />`,
    );
  }
  lines.push('    </agentList>', '    <settings />', '  </mexRuntime>', '</configuration>', '');
  return lines.join('\r\n');
}
