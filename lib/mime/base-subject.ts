/**
 * The subject without what replying, forwarding and mailing lists put around it (RFC 5256 2.1): what one conversation has in
 * common, and what an order by subject goes by. Beyond the RFC's `Re`, `Fw` and `Fwd`, the words of other languages' programs.
 */
export function baseSubject(subject: string): string {
  let start = 0;
  let end = subject.length;
  // Only the two ends move, inwards: the time grows with the length.
  for (;;) {
    while (start < end && isBlank(subject[start])) start++;
    while (end > start && isBlank(subject[end - 1])) end--;
    LEADER.lastIndex = start;
    const leader = LEADER.exec(subject)?.[0];
    if (leader !== undefined && start + leader.length <= end) start += leader.length;
    else if (subject.slice(Math.max(start, end - TRAILER.length), end).toLowerCase() === TRAILER)
      end -= TRAILER.length;
    else if (
      subject.slice(start, start + FORWARDED.length).toLowerCase() === FORWARDED &&
      subject[end - 1] === ']'
    ) {
      start += FORWARDED.length;
      end -= 1;
    } else return subject.slice(start, end);
  }
}

/** Whether the subject says that the message answers another one; a forward does not. */
export function isAnswerBySubject(subject: string): boolean {
  return ANSWER.test(subject);
}

const ANSWER =
  /^[ \t]{0,9}(?:\[[^[\]]{0,60}\][ \t]{0,9})?(?:re|aw|sv|vs|ref|rif)(?:\[[^[\]]{0,60}\])?[ \t]?:/iu;

/** `Re: `, `Fwd[2]: `, `AW: `, or a list's `[name]` with something behind it. */
const LEADER =
  /(?:(?:re|fwd?|aw|wg|rv|sv|vs|ref|rif|enc|tr)(?:\[[^[\]]{0,60}\])?[ \t]?:|\[(?!fwd:)[^[\]]{0,60}\](?=[ \t]*\S))/iuy;
const TRAILER = '(fwd)';
const FORWARDED = '[fwd:';
const isBlank = (sign: string | undefined): boolean => sign === ' ' || sign === '\t';
