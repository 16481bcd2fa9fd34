// What this browser keeps of one attempt, and what each event makes of it. No time, no network, no storage.

/**
 * An answer on its way to the server. It never changes once it was sent; a newer answer is a line of its own.
 * @typedef {object} Line
 * @property {string} client_id the same for every try, so that the server knows it again
 * @property {number} position of the question
 * @property {number[]|string} response
 * @property {number} base_revision the revision that the person saw when they answered
 * @property {string|null} after the line on its way that the person saw instead; its receipt gives the base
 * @property {boolean} sent tried at least once: the server may have it
 * @property {null|{kind: string, revision?: number, response?: number[]|string}} problem why the server did not take it
 */

/**
 * ``done``: the last receipts of each question, for tabs whose line another tab has brought to the server.
 * @typedef {{lines: Line[], done: {client_id: string, position: number, revision: number}[], saved_at: string|null}} Kept
 */

/** What a tab shows of a question: a revision of the server's, or a line that is kept (made on that revision). */
/** @typedef {{revision: number, line: string|null}} Seen */

const RECEIPTS = 10; // of each question

/** @returns {Kept} */
export const empty = () => ({ lines: [], done: [], saved_at: null });

export const isEmpty = (record) => !record.lines.length && !record.done.length;

export const find = (record, id) => record.lines.find((line) => line.client_id === id);

export const waiting = (record) => record.lines.filter((line) => !line.problem);

export const troubled = (record) => record.lines.filter((line) => line.problem);

/** The newest answer to a question that is kept here. */
export const newest = (record, position) => record.lines.filter((line) => line.position === position).pop();

/** The line to send next: nothing overtakes the line that it rests on. */
export const next = (record, position) => waiting(record).find(
  (line) => line.position === position && !find(record, line.after));

/** The revision that a tab has seen, once a line that it saw has arrived. */
export const revisionOf = (record, seen) =>
  record.done.find((one) => one.client_id === seen.line)?.revision ?? seen.revision;

const isOnItsWay = (line) => line.sent && !line.problem;

/** A conflict stays to be settled, whatever is answered meanwhile; another refusal may not hold for a new answer. */
const inherited = (problem) => (problem?.kind === "conflict" ? problem : null);

/**
 * A new answer. It takes the place of the line that its person saw, and waits behind it where that is on its way.
 * A line that this tab has not seen is never replaced: the server then refuses the later of the two, and they are told.
 */
export const add = (record, answer, seen) => {
  const place = record.lines.findIndex((line) => line.client_id === seen.line);
  const before = record.lines[place];
  const line = { ...answer, base_revision: revisionOf(record, seen), after: null, sent: false, problem: null };
  if (!before) return void record.lines.push(line);
  line.base_revision = before.base_revision;
  if (isOnItsWay(before)) return void record.lines.push({ ...line, after: before.client_id });
  record.lines[place] = { ...line, after: before.after, problem: inherited(before.problem) };
};

const remove = (record, id) => { record.lines = record.lines.filter((line) => line.client_id !== id); };

const followers = (record, line) => record.lines.filter((one) => one.after === line.client_id);

/** The server has it. What waited behind it rests on its revision. */
export const accept = (record, line, receipt) => {
  if (!find(record, line.client_id)) return;
  remove(record, line.client_id);
  followers(record, line).forEach((one) => Object.assign(one, { after: null, base_revision: receipt.revision }));
  record.done.push({ client_id: line.client_id, position: line.position, revision: receipt.revision });
  const of = record.done.filter((one) => one.position === line.position);
  if (of.length > RECEIPTS) record.done.splice(record.done.indexOf(of[0]), 1);
  record.saved_at = receipt.saved_at;
};

/** The server does not take it. The newest answer of its tab stands for it; what does not fit may be followed by one that does. */
export const reject = (record, line, problem) => {
  const kept = find(record, line.client_id);
  if (!kept) return;
  const behind = followers(record, line);
  const passed = problem.kind === "invalid" ? null : problem;
  behind.forEach((one) => Object.assign(one, { after: null, base_revision: line.base_revision, problem: passed }));
  if (behind.length) remove(record, line.client_id);
  else kept.problem = problem;
};

/** Of two answers one's own is kept: sent again, upon what the other one has made. */
export const insist = (record, id, newId) => {
  const line = find(record, id);
  if (line?.problem?.kind !== "conflict") return;
  Object.assign(line, { client_id: newId, base_revision: line.problem.revision, after: null, sent: false, problem: null });
};

/** The line goes: its person has seen what became of it. */
export const dismiss = remove;

/** Refusals may have passed (the right person is here now, the time was extended); a conflict has not. */
export const retryRefused = (record) => troubled(record).forEach((line) => { line.problem = inherited(line.problem); });

/** Into one record what two places keep. */
export const merge = (record, other) => {
  const isNew = (one, list) => !list.some((known) => known.client_id === one.client_id);
  const known = [...record.lines, ...record.done];
  record.lines.push(...other.lines.filter((one) => isNew(one, known)));
  record.done.push(...other.done.filter((one) => isNew(one, record.done)));
  record.lines = record.lines.filter((line) => isNew(line, record.done));
  record.saved_at ??= other.saved_at;
};
