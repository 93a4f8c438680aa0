export { useTranslations } from 'use-intl';
export {
  formatCompact,
  formatDate,
  formatFullDate,
  formatNumber,
  formatPercent,
  formatRowDate,
  formatSize,
} from './format';
export { LOCALE_NAMES, LOCALES, type Locale } from './locale';
export { I18nProvider, useLocaleChoice } from './provider';
