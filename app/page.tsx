/** `/`: sign in. */
export default function SignInPage() {
  return (
    <main className="mx-auto max-w-sm px-4 py-16">
      <h1 className="text-2xl font-semibold">Tagline</h1>
    </main>
  );
}
