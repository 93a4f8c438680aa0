/** `/mail`: the mailbox. The place inside it lives in the URL's hash, so there is one route for all of it. */
export default function MailPage() {
  return (
    <main className="px-4 py-3">
      <h1 className="text-lg font-semibold">Mail</h1>
    </main>
  );
}
