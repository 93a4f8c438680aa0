import type { Metadata } from 'next';
import { Gallery } from '@/components/gallery/gallery';

export const metadata: Metadata = { title: 'Gallery - Tagline' };

/** `/gallery`: every component in every state, with invented mail (docs/adr/0012-gallery.md). */
export default function GalleryPage() {
  return <Gallery />;
}
