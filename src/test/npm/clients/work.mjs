/**
 * What an agent does with a task: looks at the tools, claims it, reports progress, attaches evidence, finishes it.
 *
 * `client` is a connected client of either SDK; their `callTool` takes the request's options in different places, so
 * `call` says how.
 */
export async function work(client, call, task) {
  const { tools } = await client.listTools(); // first: clients check structured content against the schemas they saw
  const tool = async (name, args, options) => {
    const result = await call({ name, arguments: args }, options);
    if (result.isError) throw new Error(`${name}: ${result.content[0].text}`);
    return result.structuredContent;
  };
  const claim = await tool('claim_task', { task });
  const attempt_id = claim.attempt_id;
  // Whoever listens for progress gets the answer as an event stream.
  const lease = await tool('report_progress', { attempt_id, percent: 50, note: 'half way' }, { onprogress: () => {} });
  const artifact = await tool('add_artifact', { attempt_id, type: 'log', name: 'build.log', content: 'BUILD SUCCESS' });
  const end = await tool('finish_attempt', { attempt_id, status: 'success', notes: 'built and read the log' });
  return {
    tools: tools.map((each) => each.name),
    attempt: attempt_id,
    lease: lease.lease_expires_at,
    artifact: artifact.artifact_id,
    status: end.task.status,
  };
}
